enum TotemImportTestsModule {}
