enum TotemServerModule {}
