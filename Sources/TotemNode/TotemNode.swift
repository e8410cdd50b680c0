enum TotemNodeModule {}
