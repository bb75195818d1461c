going = Taking you to that area.
no-such-section = That area does not exist for your profile. Nothing was opened.
go-label = Go to the area
