"""The forms: parsing only; what a rule refuses is the action's to say."""
