// Mixtures
