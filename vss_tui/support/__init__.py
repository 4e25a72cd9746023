"""What every floor may use: folders, private files, safe text, secrets, crash reports."""
