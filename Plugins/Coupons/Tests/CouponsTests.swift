enum CouponsTestsModule {}
