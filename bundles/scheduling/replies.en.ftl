scheduling = I am opening the booking page so that you can choose a time.
