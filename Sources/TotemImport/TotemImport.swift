enum TotemImportModule {}
