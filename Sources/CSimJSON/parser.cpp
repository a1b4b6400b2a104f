// The life of a parser.
#include "parser.hpp"

sim_json_parser *sim_json_parser_create(void) { return new (std::nothrow) sim_json_parser; }

void sim_json_parser_destroy(sim_json_parser *parser) { delete parser; }
