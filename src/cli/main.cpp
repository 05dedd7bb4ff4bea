// The command line: parse, call, show. No business rules.

#include "cli/commands.h"

int main(int argc, char** argv) { return tessera::run_command_line(argc, argv); }
