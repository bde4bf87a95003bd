-- Without its answer the row of a way back is 850 bytes: four on a page leave room for a step of each beside it.
ALTER TABLE cancellation SET (fillfactor = 45);
