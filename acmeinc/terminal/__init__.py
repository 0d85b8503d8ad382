"""What a person sees and is asked: the console, the prompts, the views, the JSON."""
