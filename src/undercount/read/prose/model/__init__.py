"""A model reader: an endpoint that the user names, what it is asked, and what its answers give."""
