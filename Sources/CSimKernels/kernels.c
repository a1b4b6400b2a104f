int sim_placeholder(void) { return 0; }
