enum TotemPluginKitModule {}
