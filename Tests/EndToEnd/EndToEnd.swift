enum EndToEndModule {}
