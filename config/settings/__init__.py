"""One settings module per way of running: dev, test, demo, production; base holds what they share."""
