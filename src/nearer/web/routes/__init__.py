"""One module an area; each exports ``ROUTES``, and each is found by being here."""
