"""Train networks in plain torch: knows no plugin and no Django, and needs but torch, NumPy, Pillow and safetensors."""
