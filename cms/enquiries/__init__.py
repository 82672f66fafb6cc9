"""The enquiry in steps, and the page on which it is followed."""
