"""Telegram: the same chat as in ``telegram``, in the pages of a thousand messages that Telegram Desktop writes."""

from __future__ import annotations

from pathlib import Path

from exports.telegram import PEOPLE, Made, messages

PER_PAGE = 1000
START = """<!DOCTYPE html>
<html>

 <head>

  <meta charset="utf-8"/>
<title>Exported Data</title>
  <meta content="width=device-width, initial-scale=1.0" name="viewport"/>

  <link href="css/style.css" rel="stylesheet"/>

  <script src="js/script.js" type="text/javascript">

  </script>

 </head>

 <body onload="CheckLocation();">

  <div class="page_wrap">

   <div class="page_header">

    <div class="content">

     <div class="text bold">
{title}
     </div>

    </div>

   </div>

   <div class="page_body chat_page">

    <div class="history">
"""
END = "\n    </div>\n\n   </div>\n\n  </div>\n\n </body>\n\n</html>\n"
NAME = """
      <div class="pull_left userpic_wrap">

       <div class="userpic userpic{colour}" style="width: 42px; height: 42px">

        <div class="initials" style="line-height: 42px">
{initial}
        </div>

       </div>

      </div>
"""
MEDIA = """
       <div class="media_wrap clearfix">

        <div class="media clearfix pull_left {kind}">

         <div class="fill pull_left">

         </div>

         <div class="body">

          <div class="title bold">
{title}
          </div>

          <div class="status details">
{status}
          </div>

         </div>

        </div>

       </div>
"""


def _block(made: Made, before: Made | None) -> str:
    name, _ = PEOPLE[made.sender]
    time = made.time
    joined = before is not None and before.sender == made.sender and made.seconds - before.seconds <= 900
    joined = joined and before is not None and before.time.date() == time.date()
    lines = [
        f'\n     <div class="message default clearfix{" joined" if joined else ""}" id="message{made.number}">\n'
    ]
    if not joined:
        lines.append(NAME.format(colour=made.sender + 3, initial=name[0]))
    date = f"{time:%d.%m.%Y %H:%M:%S} UTC+00:00"
    lines.append(
        f'\n      <div class="body">\n\n       <div class="pull_right date details" title="{date}">\n{time:%H:%M}\n       </div>\n'
    )
    if not joined:
        lines.append(f'\n       <div class="from_name">\n{name} \n       </div>\n')
    if made.kind == "photo":
        lines.append(MEDIA.format(kind="media_photo", title="Photo", status="960x1280, 231.4 KB"))
    elif made.kind == "call":
        lines.append(MEDIA.format(kind="media_call success", title=name, status="Outgoing (65 seconds)"))
    if made.text:
        lines.append(f'\n       <div class="text">\n{made.text}\n       </div>\n')
    lines.append("\n      </div>\n\n     </div>\n")
    return "".join(lines)


def write(path: Path, n: int, seed: int = 1) -> None:
    """Write an export of n messages into a folder."""
    path.mkdir(parents=True, exist_ok=True)
    before: Made | None = None
    page: list[str] = []
    for made in messages(n, seed):
        if not page:
            before = None
            page.append(START.replace("{title}", PEOPLE[1][0]))
        if before is None or before.time.date() != made.time.date():
            day = f"{made.time.day} {made.time:%B %Y}"
            page.append(
                f'\n     <div class="message service" id="message-{made.number}">\n\n      <div class="body details">\n{day}\n      </div>\n\n     </div>\n'
            )
        page.append(_block(made, before))
        before = made
        if made.number % PER_PAGE == 0 or made.number == n:
            number = (made.number - 1) // PER_PAGE + 1
            (path / f"messages{number if number > 1 else ''}.html").write_text(
                "".join([*page, END]), encoding="utf-8"
            )
            page = []
