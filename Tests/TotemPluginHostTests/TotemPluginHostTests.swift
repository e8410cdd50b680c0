enum TotemPluginHostTestsModule {}
