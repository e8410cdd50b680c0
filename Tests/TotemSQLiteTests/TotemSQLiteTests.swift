enum TotemSQLiteTestsModule {}
