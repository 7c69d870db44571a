"""What the layers above share: the errors that stop a command. Imports only the words."""
