"""The Bayesian latent-class model of capture histories."""
