"""What can be known from the log, tabulated: every table here can be deleted and rebuilt."""
