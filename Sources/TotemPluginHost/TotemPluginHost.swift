enum TotemPluginHostModule {}
