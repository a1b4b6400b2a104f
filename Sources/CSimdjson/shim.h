// simdjson of the system.
#include <simdjson.h>
