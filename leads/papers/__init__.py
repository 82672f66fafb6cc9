"""Papers about leads: the sheet that goes along when one is handed to another place."""
