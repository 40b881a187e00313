"""The pages, a file for each part of the menu; templates mirror them."""
