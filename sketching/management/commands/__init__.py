"""`manage.py sketch`."""
