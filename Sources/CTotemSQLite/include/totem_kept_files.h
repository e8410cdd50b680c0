// What SQLite opens in this process is the host's: no plugin may close it.
#pragma once

// For all connections from now on. Called once, before the first of them. Returns SQLite's code.
int totem_keep_files(void);
