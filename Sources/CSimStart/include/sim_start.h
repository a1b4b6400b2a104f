// What has to be done before the libraries of the program start: see start.c. Nothing to call.
