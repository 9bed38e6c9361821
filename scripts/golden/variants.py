"""What golden sets are made from: see make-golden.py."""

import json
import random
from pathlib import Path

import torch


COMPONENTS = ("transformer", "vae", "text_encoder")


class Variant:
    """What a set is made from; dictionaries are keyword arguments of the classes of diffusers and transformers."""

    vocabulary = 600
    text: dict
    vision: dict
    transformer: dict
    vae: dict
    scheduler: dict
    generation: dict
    image_processor: dict
    cases: dict
    tied = False
    # Of the weights as they are saved, by component; float32 where it is not said.
    dtypes: dict = {}
    shards: dict = {}
    # vocab.json and merges.txt in place of tokenizer.json.
    plain_tokenizer = False
    # A LoRA that diffusers fuses into the transformer: how its file says it, which modules, rank, scale.
    lora: dict | None = None

    @staticmethod
    def edit(folder: Path) -> None:
        """Changes the saved checkpoint to another way of saying the same."""


class Test(Variant):
    """Small files: this set is part of the project, and so is Still. All three types of weights are in the two of them."""

    vocabulary = 420
    text = dict(
        hidden_size=72, intermediate_size=80, num_hidden_layers=3, num_attention_heads=6, num_key_value_heads=2,
        rms_norm_eps=1e-5, rope_parameters=dict(rope_type="default", rope_theta=50000.0, mrope_section=[1, 2, 3]),
    )
    vision = dict(
        depth=4, hidden_size=24, intermediate_size=40, num_heads=3, out_hidden_size=72, window_size=56,
        fullatt_block_indexes=[1, 3], patch_size=14, in_channels=3,
    )
    transformer = dict(
        in_channels=64, out_channels=16, num_layers=4, attention_head_dim=10, num_attention_heads=4,
        joint_attention_dim=72, axes_dims_rope=(2, 2, 6), use_additional_t_cond=True, use_layer3d_rope=True,
    )
    vae = dict(base_dim=3, z_dim=16, dim_mult=[1, 2, 3, 4], num_res_blocks=1, input_channels=4)
    scheduler = dict(use_dynamic_shifting=True, time_shift_type="linear", shift_terminal=None)
    generation = dict(do_sample=False, repetition_penalty=1.2)
    image_processor = dict(
        size={"shortest_edge": 56 * 56, "longest_edge": 84 * 84},
        image_mean=[0.5, 0.4, 0.3], image_std=[0.3, 0.25, 0.2],
    )
    dtypes = {"transformer": torch.float16, "text_encoder": torch.float16}
    shards = {"text_encoder": "80KB"}
    cases = {
        "prompt": dict(
            layers=2, prompt="two rings on a slope", negative_prompt=" ", true_cfg_scale=3.0, num_inference_steps=3,
            cfg_normalize=True, area_div=80, size=(90, 130),
        ),
        "caption": dict(
            layers=1, prompt="", negative_prompt=None, true_cfg_scale=4.0, num_inference_steps=2, cfg_normalize=False,
            area_div=100, size=(120, 70), use_en_prompt=False,
        ),
    }


class Wide(Variant):
    """More of everything, in bfloat16 and shards; no rope over layers, no condition on alpha, tied embeddings."""

    vocabulary = 900
    text = dict(
        hidden_size=96, intermediate_size=136, num_hidden_layers=4, num_attention_heads=4, num_key_value_heads=1,
        rms_norm_eps=1e-6, rope_parameters=dict(rope_type="default", rope_theta=10000.0, mrope_section=[5, 3, 4]),
    )
    vision = dict(
        depth=5, hidden_size=64, intermediate_size=52, num_heads=4, out_hidden_size=96, window_size=64,
        fullatt_block_indexes=[0, 2], patch_size=8, spatial_merge_size=2, temporal_patch_size=1, in_channels=3,
        rope_parameters=dict(rope_type="axial", rope_theta=3000.0),
    )
    transformer = dict(
        in_channels=48, out_channels=12, num_layers=5, attention_head_dim=20, num_attention_heads=5,
        joint_attention_dim=96, axes_dims_rope=(6, 6, 8), use_additional_t_cond=False, use_layer3d_rope=False,
    )
    vae = dict(
        base_dim=6, z_dim=12, dim_mult=[1, 2, 2], num_res_blocks=2, temperal_downsample=[True, False], input_channels=4,
        latents_mean=[0.1 * i - 0.5 for i in range(12)], latents_std=[0.5 + 0.2 * i for i in range(12)],
    )
    scheduler = dict(
        use_dynamic_shifting=True, time_shift_type="exponential", shift_terminal=0.15, base_shift=0.3, max_shift=1.4,
        base_image_seq_len=128, max_image_seq_len=2048,
    )
    generation = dict(do_sample=True, top_k=1, temperature=0.2, repetition_penalty=1.05)
    image_processor = dict(
        size={"shortest_edge": 32 * 32, "longest_edge": 96 * 96}, patch_size=8, merge_size=2, temporal_patch_size=1,
    )
    tied = True
    dtypes = dict.fromkeys(COMPONENTS, torch.bfloat16)
    shards = {"transformer": "300KB", "vae": "60KB", "text_encoder": "150KB"}
    lora = dict(style="kohya", modules=["attn.to_q", "attn.add_v_proj", "attn.to_out.0", "img_mlp.net.2", "txt_mod.1"],
                rank=3, alpha=2.0, scale=0.7)  # fmt: skip
    cases = {
        "chinese": dict(
            layers=10, prompt="一只红色的猫，坐在蓝色的沙发上。", negative_prompt="模糊", true_cfg_scale=2.5,
            num_inference_steps=2, cfg_normalize=True, area_div=160, size=(60, 160), use_en_prompt=False,
        ),
        "caption": dict(
            layers=3, prompt=" ", negative_prompt="", true_cfg_scale=5.0, num_inference_steps=4, cfg_normalize=False,
            area_div=90, size=(171, 64), use_en_prompt=True,
        ),
        "plain": dict(
            layers=5, prompt="naïve 🎨 {braces}", negative_prompt="x", true_cfg_scale=1.0, num_inference_steps=2,
            cfg_normalize=False, area_div=100, size=(64, 64),
        ),
    }

    @staticmethod
    def edit(folder: Path) -> None:
        # As the published text encoder's: the language model's fields at the top, names as before transformers 5.
        path = folder / "text_encoder/config.json"
        config = json.loads(path.read_text())
        text = config.pop("text_config")
        rope = text.pop("rope_parameters")
        config |= {key: value for key, value in text.items() if key not in ("model_type", "layer_types")}
        config |= {"rope_theta": rope.pop("rope_theta"), "rope_scaling": {**rope, "type": "mrope", "rope_type": "default"}}
        path.write_text(json.dumps(config))


class Still(Variant):
    """zero_cond_t, a fixed shift, 16 pixels a latent, a key head for each query head, narrow heads, plain tokenizer files."""

    vocabulary = 420
    text = dict(
        hidden_size=40, intermediate_size=44, num_hidden_layers=1, num_attention_heads=5, num_key_value_heads=5,
        rms_norm_eps=1e-4, rope_parameters=dict(rope_type="default", rope_theta=777.0, mrope_section=[2, 1, 1]),
    )
    vision = dict(
        depth=2, hidden_size=24, intermediate_size=20, num_heads=3, out_hidden_size=40, window_size=112,
        fullatt_block_indexes=[], patch_size=14, spatial_merge_size=3, in_channels=3,
    )
    transformer = dict(
        in_channels=32, out_channels=8, num_layers=2, attention_head_dim=8, num_attention_heads=5,
        joint_attention_dim=40, axes_dims_rope=(2, 4, 2), use_additional_t_cond=True, use_layer3d_rope=True,
        zero_cond_t=True,
    )
    vae = dict(
        base_dim=4, z_dim=8, dim_mult=[1, 3, 2, 4, 2], num_res_blocks=1,
        temperal_downsample=[False, False, False, True], input_channels=4,
        latents_mean=[0.0] * 8, latents_std=[1.5] * 8,
    )
    scheduler = dict(use_dynamic_shifting=False, shift=2.3, num_train_timesteps=500, shift_terminal=None)
    generation = dict(do_sample=False)
    image_processor = dict(size={"shortest_edge": 42 * 42, "longest_edge": 126 * 126}, merge_size=3)
    plain_tokenizer = True
    dtypes = dict.fromkeys(COMPONENTS, torch.bfloat16)
    lora = dict(style="peft", modules=["attn.to_k", "attn.to_add_out", "txt_mlp.net.0.proj"], rank=4, alpha=6.0, scale=1.0)
    cases = {
        "caption": dict(
            layers=3, prompt=None, negative_prompt="“OPEN 24/7”", true_cfg_scale=4.0, num_inference_steps=3,
            cfg_normalize=True, area_div=60, size=(100, 75), use_en_prompt=True,
        ),
    }

    @staticmethod
    def edit(folder: Path) -> None:
        # As older versions save it: preprocessor_config.json, no generation_config.json.
        path = folder / "processor/processor_config.json"
        config = json.loads(path.read_text())["image_processor"]
        (folder / "processor/preprocessor_config.json").write_text(json.dumps(config))
        path.write_text(json.dumps({"processor_class": "Qwen2VLProcessor"}))
        (folder / "text_encoder/generation_config.json").unlink()


VARIANTS = {"test": Test, "wide": Wide, "still": Still}


def random_variant(seed: int) -> type[Variant]:
    """Values that diffusers takes, in any combination."""
    rng = random.Random(seed)

    def pick(*values):
        return rng.choice(values)

    def maybe(chance: float) -> bool:
        return rng.random() < chance

    text_heads, text_width = pick(1, 2, 3, 4, 6), pick(8, 12, 16, 20, 32)
    first = rng.randint(1, text_width // 2 - 2)
    second = rng.randint(1, text_width // 2 - first - 1)
    vision_heads, patch, merge, frames, depth = pick(1, 2, 3, 4), pick(7, 8, 14), pick(1, 2, 3), pick(1, 2, 3), rng.randint(1, 5)
    channels, levels = pick(5, 6, 8, 16), pick([1, 2], [1, 2, 4], [1, 2, 4, 4], [2, 1, 3, 2], [1, 1, 2, 2, 3])
    axes = tuple(2 * rng.randint(1, 6) for _ in range(3))
    token = (patch * merge) ** 2

    class Random(Variant):
        vocabulary = rng.randint(300, 1200)
        text = dict(
            hidden_size=text_heads * text_width, intermediate_size=rng.randint(20, 150), num_hidden_layers=rng.randint(1, 4),
            num_attention_heads=text_heads,
            num_key_value_heads=pick(*[n for n in range(1, text_heads + 1) if text_heads % n == 0]),
            rms_norm_eps=pick(1e-6, 1e-5, 1e-3),
            rope_parameters=dict(
                rope_type="default", rope_theta=pick(100.0, 10000.0, 1e6),
                mrope_section=[first, second, text_width // 2 - first - second],
            ),
        )
        vision = dict(
            depth=depth, hidden_size=vision_heads * pick(4, 8, 12, 16, 20), intermediate_size=rng.randint(10, 90),
            num_heads=vision_heads, out_hidden_size=text_heads * text_width,
            window_size=patch * merge * rng.randint(1, 5) + rng.randint(0, patch - 1),
            fullatt_block_indexes=[index for index in range(depth) if maybe(0.4)],
            patch_size=patch, spatial_merge_size=merge, temporal_patch_size=frames, in_channels=3,
        )
        transformer = dict(
            in_channels=4 * channels, out_channels=channels, num_layers=rng.randint(1, 5), attention_head_dim=sum(axes),
            num_attention_heads=rng.randint(1, 5), joint_attention_dim=text_heads * text_width, axes_dims_rope=axes,
            use_additional_t_cond=maybe(0.5), use_layer3d_rope=maybe(0.6), zero_cond_t=maybe(0.3),
        )
        vae = dict(
            base_dim=rng.randint(5, 9), z_dim=channels, dim_mult=levels, num_res_blocks=rng.randint(1, 3),
            temperal_downsample=[maybe(0.5) for _ in levels[1:]], input_channels=4,
            latents_mean=[rng.uniform(-1, 1) for _ in range(channels)],
            latents_std=[rng.uniform(0.5, 3) for _ in range(channels)],
        )
        scheduler = dict(
            use_dynamic_shifting=maybe(0.7), time_shift_type=pick("linear", "exponential"), shift=pick(1.0, 3.0, 0.6),
            shift_terminal=pick(None, 0.02, 0.3), num_train_timesteps=pick(1000, 1000, 400),
        )
        generation = pick(
            dict(do_sample=False, repetition_penalty=1.3), dict(do_sample=True, top_k=1, repetition_penalty=1.05), dict(do_sample=False)
        )
        image_processor = dict(
            size={"shortest_edge": token * rng.randint(1, 4), "longest_edge": token * rng.randint(8, 40)},
            patch_size=patch, merge_size=merge, temporal_patch_size=frames,
            image_mean=[rng.random() for _ in range(3)], image_std=[0.2 + 0.3 * rng.random() for _ in range(3)],
        )
        tied = maybe(0.4)
        dtypes = {name: pick(torch.float32, torch.bfloat16, torch.float16) for name in COMPONENTS}
        shards = {name: "100KB" for name in COMPONENTS if maybe(0.5)}
        plain_tokenizer = maybe(0.4)
        lora = pick(None, None, dict(style="peft", modules=["attn.to_k", "img_mod.1"], rank=2, alpha=3.0, scale=0.8))
        cases = {
            "one": dict(
                layers=rng.randint(1, 10), prompt=pick("a cat", "两只猫在一张桌子上", ""), negative_prompt=pick(None, " ", "bad"),
                true_cfg_scale=pick(1.0, 2.0, 6.0), num_inference_steps=rng.randint(2, 5), cfg_normalize=maybe(0.5),
                area_div=rng.randint(40, 200), size=(rng.randint(40, 200), rng.randint(40, 200)), use_en_prompt=maybe(0.5),
            ),
        }

    return Random
