"""The sections of the page, one module a subject: each takes the content and gives HTML."""
