# Filled by the packaging commit: CLI, library, find_package(tessera).
