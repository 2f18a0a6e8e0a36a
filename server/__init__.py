"""The web service: runs, lessons and operations as JSON under /api/v1, and the page at /."""
