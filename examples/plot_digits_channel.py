r"""
A classifier as a channel
=========================

*How many bits about the digit survive a classifier's decision?*

A classifier that is shown a digit and answers with a digit is a channel from the truth to the answer. Its
confusion matrix, with rows normalised, is the channel matrix.

**Theorem.** The mutual information at the class frequencies is at most the capacity, and by Fano's
inequality :cite:p:`cover2006` whoever guesses the digit from the answer errs with probability :math:`P_e`
where

.. math:: h(P_e) + P_e \log_2 9 \;\ge\; H(X) - I(X; Y).

The capacity is what one could get by choosing *which* digits to write: it says how good the classifier is
as an instrument, whatever the frequencies.
"""

import matplotlib.pyplot as plt
import numpy as np
from sklearn.datasets import load_digits
from sklearn.metrics import confusion_matrix
from sklearn.model_selection import cross_val_predict
from sklearn.naive_bayes import GaussianNB

import itbounds as ib

# %%
# Predictions on digits that the classifier has not seen.

images, digits = load_digits(return_X_y=True)
answers = cross_val_predict(GaussianNB(), images, digits, cv=5)
counts = confusion_matrix(digits, answers)
channel = ib.Kernel.from_counts(counts)
result = ib.capacity(channel)

# %%
# The mutual information at the frequencies of the data set, with plain numpy.

joint = counts / counts.sum()
product = joint.sum(axis=1, keepdims=True) * joint.sum(axis=0)
information = np.sum(joint[counts > 0] * np.log2(joint[counts > 0] / product[counts > 0]))
print(f"accuracy                        {np.trace(joint):.3f}")
print(f"mutual information at the data  {information:.4f} bit")
print(f"capacity                        {result}, of {np.log2(10):.4f} for a perfect instrument")

# %%
# The channel (shades are square roots of probabilities), and the input law that attains its capacity:
# digits which the classifier confuses are written less often.

with ib.plots.style("ieee-2col"):
    figure, (left, right) = plt.subplots(1, 2, figsize=(7.16, 2.9), layout="constrained")
    left.imshow(np.sqrt(channel.matrix), cmap="Greys", vmin=0, vmax=1)
    left.set(xlabel="answer", ylabel="digit", xticks=range(10), yticks=range(10))
    left.grid(False)
    result.plot(ax=right)
    right.set(xlabel="digit", ylabel="probability of writing it")
