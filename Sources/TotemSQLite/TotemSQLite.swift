enum TotemSQLiteModule {}
