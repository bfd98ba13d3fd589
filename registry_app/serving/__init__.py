"""What stands between the server and Django: limits on what one client can take."""
