"""What every floor may use: paths, private files, safe text, secrets, crash reports."""
