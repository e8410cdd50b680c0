enum TotemKernelTestsModule {}
