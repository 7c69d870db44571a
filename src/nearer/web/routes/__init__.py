"""One module an area; each exports ``ROUTES``, and each is found by being here."""

from __future__ import annotations

from starlette.convertors import IntegerConvertor, register_url_convertor


class _Number(IntegerConvertor):
    """A number in an address; a longer one than any of ours is no page."""

    regex = "[0-9]{1,15}"


register_url_convertor("int", _Number())
