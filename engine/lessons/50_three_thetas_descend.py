# title: Three parameters, one learning rate
# level: 9
# core: yes
# lectures: 001
# summary: The steepest direction limits the rate; the flattest one makes you wait.
# teaches: The model θ₀x² + θ₁x + θ₂ of lesson 15, trained. All parameters share a learning rate, and above 0.2784,
# teaches: which is 2 through the largest curvature, the loss grows. Below it the loss falls fast at first and then
# teaches: slowly: in the flat direction a step is small. After 12 passes θ is still on its way to [0, 3, 1].
# ask: What happens at 0.27 and at 0.28? || At 0.27 the loss falls in every pass; at 0.28 it grows from the third pass on.
# ask: Does the largest rate that works learn fastest? || No: after 12 passes at 0.2 the loss is 0.02, and at 0.27 it is 2.2.
# reading: training
# value: theta [3] = [-0.1974330909, 2.695922255, 1.216618901]
# value: pred [3] = [-4.958782052, 1.211594565, 3.671822448]
# value: loss [] = 0.02569528072
# grad: theta [3] = [-0.0544352531, -0.1368711492, -0.02512167961]
# grad: pred [3] = [0.01373931602, 0.07053152154, -0.1093925172]
# grad: loss [] = 1
# series: theta [12, 3] = [[1, 1, 1], [-1.066666667, 2.133333333, 0.5333333333], [-0.1066666667, 1.893333333, 0.9244444444], [-0.477037037, 2.207407407, 0.9013333333], [-0.273382716, 2.242409877, 1.027239506], [-0.3261708642, 2.369177284, 1.062413169], [-0.2716988752, 2.431399331, 1.116599309], [-0.2679868986, 2.501913366, 1.145939027], [-0.2453551852, 2.55261096, 1.172874412], [-0.2336923316, 2.598766514, 1.190258656], [-0.2195028677, 2.636138498, 1.203355469], [-0.2083201415, 2.668548025, 1.211594565]]
# series: loss [12] = [10.83333333, 2.496296296, 0.7658074074, 0.343290235, 0.2016206383, 0.1340908188, 0.09420469155, 0.06846468162, 0.05126435001, 0.03954769559, 0.03142938626, 0.02569528072]

import torch

lr = 0.2
x = torch.tensor([-2.0, 0.0, 1.0])
y = torch.tensor([-5.0, 1.0, 4.0])
theta = torch.tensor([1.0, 1.0, 1.0], requires_grad=True)
for step in range(12):
    theta.grad = None
    pred = theta[0] * x ** 2 + theta[1] * x + theta[2]
    loss = 0.5 * ((pred - y) ** 2).mean()
    loss.backward()
    with torch.no_grad():
        theta -= lr * theta.grad
