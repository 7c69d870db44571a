"""From arrays to estimates and episodes, each with its interval, its n and its method."""
