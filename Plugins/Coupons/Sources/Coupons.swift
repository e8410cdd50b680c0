enum CouponsModule {}
