int sim_placeholder(void);
