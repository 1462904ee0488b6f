"""From statements and forms of the user to forms that a solver may see, with the way back."""
