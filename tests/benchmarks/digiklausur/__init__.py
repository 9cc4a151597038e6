"""Open answers of a real exam in English: how far calibrated proposals agree with the teacher's marks."""
