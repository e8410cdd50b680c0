enum TotemTestingModule {}
