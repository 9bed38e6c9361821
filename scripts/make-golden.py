"""Makes test/golden: a tiny random checkpoint of the Qwen-Image-Layered family, and what diffusers gives for it.

    pip install diffusers==0.42.1 transformers==5.23.0 torch torchvision pillow
    python scripts/make-golden.py test/golden

QwenImageLayeredPipeline.__call__ runs as it is, in float32 on the CPU, but for three things: the target area is divided,
captions are cut off early, and the noise is given. Every stage of it is written as .npy and listed in manifest.json.
"""

import json
import shutil
import sys
from pathlib import Path

import numpy as np
import torch
from diffusers import (
    AutoencoderKLQwenImage,
    FlowMatchEulerDiscreteScheduler,
    QwenImageLayeredPipeline,
    QwenImageTransformer2DModel,
)
from diffusers.pipelines.qwenimage import pipeline_qwenimage_layered as layered
from PIL import Image, ImageDraw
from tokenizers import AddedToken, Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers
from transformers import (
    Qwen2_5_VLConfig,
    Qwen2_5_VLForConditionalGeneration,
    Qwen2Tokenizer,
    Qwen2VLImageProcessor,
    Qwen2VLProcessor,
    Qwen2VLVideoProcessor,
)

SPECIAL = [
    "<|endoftext|>", "<|im_start|>", "<|im_end|>", "<|vision_start|>", "<|vision_end|>", "<|image_pad|>", "<|video_pad|>",
]  # fmt: skip
SPLIT = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
CAPTION_TOKENS = 10

CASES = {
    "prompt": dict(
        layers=2, prompt="two rings on a slope", negative_prompt=" ", true_cfg_scale=3.0, num_inference_steps=3,
        cfg_normalize=True, area_div=80, size=(90, 130),
    ),
    "caption": dict(
        layers=1, prompt="", negative_prompt=None, true_cfg_scale=4.0, num_inference_steps=2, cfg_normalize=False,
        area_div=100, size=(120, 70), use_en_prompt=False,
    ),
}  # fmt: skip


def make_tokenizer(folder: Path) -> None:
    templates = Path(layered.__file__).read_text(encoding="utf8")
    tokenizer = Tokenizer(models.BPE())
    tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(pattern=__import__("tokenizers").Regex(SPLIT), behavior="isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    tokenizer.train_from_iterator([templates], trainers.BpeTrainer(vocab_size=600, initial_alphabet=alphabet))
    tokenizer.add_special_tokens([AddedToken(token, special=True, normalized=False) for token in SPECIAL])
    folder.mkdir(parents=True)
    tokenizer.save(str(folder / "tokenizer.json"))
    config = {"tokenizer_class": "Qwen2Tokenizer", "eos_token": "<|im_end|>", "pad_token": "<|endoftext|>"}
    (folder / "tokenizer_config.json").write_text(json.dumps(config))


def make_model(folder: Path) -> QwenImageLayeredPipeline:
    make_tokenizer(folder / "made")
    tokenizer = Qwen2Tokenizer.from_pretrained(folder / "made")
    shutil.rmtree(folder / "made")
    token = {name: tokenizer.convert_tokens_to_ids(name) for name in SPECIAL}
    torch.manual_seed(7)
    text_encoder = Qwen2_5_VLForConditionalGeneration(
        Qwen2_5_VLConfig(
            text_config=dict(
                vocab_size=len(tokenizer) + 5, hidden_size=72, intermediate_size=80, num_hidden_layers=3,
                num_attention_heads=6, num_key_value_heads=2, rms_norm_eps=1e-5, use_sliding_window=False,
                rope_parameters=dict(rope_type="default", rope_theta=50000.0, mrope_section=[1, 2, 3]),
                eos_token_id=token["<|im_end|>"], bos_token_id=token["<|endoftext|>"], pad_token_id=token["<|endoftext|>"],
            ),
            vision_config=dict(
                depth=4, hidden_size=48, intermediate_size=40, num_heads=3, out_hidden_size=72, window_size=56,
                fullatt_block_indexes=[1, 3], patch_size=14, in_channels=3,
            ),
            image_token_id=token["<|image_pad|>"], video_token_id=token["<|video_pad|>"],
            vision_start_token_id=token["<|vision_start|>"], vision_end_token_id=token["<|vision_end|>"],
        )
    )  # fmt: skip
    text_encoder.generation_config.update(
        do_sample=False, repetition_penalty=1.2, eos_token_id=[token["<|im_end|>"]], pad_token_id=token["<|endoftext|>"]
    )
    transformer = QwenImageTransformer2DModel(
        patch_size=2, in_channels=64, out_channels=16, num_layers=4, attention_head_dim=24, num_attention_heads=2,
        joint_attention_dim=72, axes_dims_rope=(4, 8, 12), use_additional_t_cond=True, use_layer3d_rope=True,
    )  # fmt: skip
    vae = AutoencoderKLQwenImage(base_dim=4, z_dim=16, dim_mult=[1, 2, 3, 4], num_res_blocks=1, input_channels=4)
    scheduler = FlowMatchEulerDiscreteScheduler(use_dynamic_shifting=True, time_shift_type="linear", shift_terminal=None)
    for module in (text_encoder, transformer, vae):
        spread(module)
    processor = Qwen2VLProcessor(
        image_processor=Qwen2VLImageProcessor(
            size={"shortest_edge": 56 * 56, "longest_edge": 84 * 84},
            image_mean=[0.5, 0.4, 0.3], image_std=[0.3, 0.25, 0.2],
        ),
        tokenizer=tokenizer, video_processor=Qwen2VLVideoProcessor(), chat_template=None,
    )  # fmt: skip
    pipeline = QwenImageLayeredPipeline(scheduler, vae, text_encoder, tokenizer, processor, transformer)
    pipeline.save_pretrained(folder)
    # The language model in shards, as large checkpoints are.
    shutil.rmtree(folder / "text_encoder")
    text_encoder.save_pretrained(folder / "text_encoder", max_shard_size="200KB")
    return QwenImageLayeredPipeline.from_pretrained(folder, torch_dtype=torch.float32)


def spread(module: torch.nn.Module) -> None:
    """Random weights whose outputs neither vanish nor explode, with norms and biases that are not all alike."""
    for name, parameter in module.named_parameters():
        with torch.no_grad():
            if parameter.ndim >= 2 and not name.endswith("gamma"):
                parameter.normal_(0, 1.2 / np.sqrt(parameter[0].numel()))
            elif name.endswith(("weight", "gamma")):
                parameter.normal_(1, 0.1)
            else:
                parameter.normal_(0, 0.1)


class Recorder:
    def __init__(self, folder: Path):
        self.folder = folder
        self.files = {}

    def save(self, name: str, value, what: str = "") -> None:
        array = value.detach().float().numpy() if torch.is_tensor(value) and value.is_floating_point() else np.asarray(value)
        if array.dtype == np.float64:
            array = array.astype(np.float32)
        path = self.folder / f"{name}.npy"
        path.parent.mkdir(parents=True, exist_ok=True)
        np.save(path, array)
        self.files[f"{name}.npy"] = {"shape": list(array.shape), "dtype": str(array.dtype), "desc": what}


def picture(size: tuple[int, int]) -> Image.Image:
    height, width = size
    rng = np.random.default_rng(height * 1000 + width)
    ramp = np.linspace(0, 255, width)[None, :, None] * np.array([0.9, 0.5, 0.2]) + rng.normal(0, 12, (height, width, 3))
    image = Image.fromarray(np.clip(ramp, 0, 255).astype(np.uint8)).convert("RGBA")
    draw = ImageDraw.Draw(image)
    draw.ellipse([width * 0.2, height * 0.2, width * 0.6, height * 0.8], fill=(20, 160, 90, 255), outline=(0, 0, 0, 128), width=5)
    draw.rectangle([width * 0.7, height * 0.1, width * 0.9, height * 0.5], fill=(200, 30, 160, 100))
    return image


def run_case(pipe: QwenImageLayeredPipeline, name: str, case: dict, recorder: Recorder) -> dict:
    def save(stage, value):
        recorder.save(f"{name}/{stage}", value)

    image = picture(case["size"])
    save("image_in_rgba", np.array(image))
    area = 640 * 640 / case["area_div"]
    width, height = layered.calculate_dimensions(area, image.width / image.height)
    save("image_resized_rgba", np.array(image.resize((width, height), Image.LANCZOS)))
    noise = torch.randn((1, case["layers"] + 1, 16, height // 8, width // 8), generator=torch.Generator().manual_seed(3))
    save("noise_unpacked", noise)
    packed = pipe._pack_latents(noise, 1, 16, height // 8, width // 8, case["layers"] + 1)
    save("noise_packed", packed)

    result = {key: case[key] for key in case if key != "size"} | {"caption": None}
    hooks = Hooks(pipe, save)
    original = layered.calculate_dimensions
    layered.calculate_dimensions = lambda _area, ratio: original(area, ratio)
    try:
        arguments = {key: case[key] for key in case if key not in ("size", "area_div")}
        images = pipe(image=image, latents=packed, output_type="pil", resolution=640, **arguments).images[0]
    finally:
        layered.calculate_dimensions = original
        hooks.remove()
    save("layers_rgba", np.stack([np.array(layer) for layer in images]))
    save("sigmas", pipe.scheduler.sigmas)
    if hooks.caption is not None:
        result |= {"caption": hooks.caption, "prompt": hooks.caption}
    return result


class Hooks:
    """Looks into the pipeline while it runs."""

    def __init__(self, pipe, save):
        self.caption = None
        self.undo = []
        self.save = save
        self.step = -1
        self.replace(pipe, "get_image_caption", lambda call: self.captioning(pipe, call))
        self.replace(pipe, "encode_prompt", lambda call: self.encoding(call))
        self.replace(pipe.vae, "encode", lambda call: self.vae_encoding(call))
        self.replace(pipe.vae, "decode", lambda call: self.vae_decoding(call))
        self.replace(pipe.transformer, "forward", lambda call: self.transforming(call))
        self.replace(pipe.scheduler, "step", lambda call: self.stepping(call))
        for index, block in enumerate(pipe.transformer.transformer_blocks):
            hook = block.register_forward_hook(lambda _m, _i, output, index=index: self.block(index, output))
            self.undo.append(hook.remove)
        self.prompts = 0
        self.calls = 0

    def replace(self, owner, name, make):
        call = getattr(owner, name)
        own = name in vars(owner)
        setattr(owner, name, make(call))
        self.undo.append(lambda: setattr(owner, name, call) if own else delattr(owner, name))

    def remove(self):
        for undo in self.undo:
            undo()

    def captioning(self, pipe, call):
        def wrapped(*args, **kwargs):
            generate = pipe.text_encoder.generate

            def short(**inputs):
                ids = generate(**(inputs | {"max_new_tokens": CAPTION_TOKENS}))
                self.save("caption/pixel_values", inputs["pixel_values"])
                self.save("caption/input_ids", inputs["input_ids"])
                self.save("caption/generated_ids", ids)
                return ids

            pipe.text_encoder.generate = short
            try:
                self.caption = call(*args, **kwargs)
            finally:
                del pipe.text_encoder.generate
            return self.caption

        return wrapped

    def encoding(self, call):
        def wrapped(*args, **kwargs):
            embeds, mask = call(*args, **kwargs)
            self.save(f"{('prompt', 'negative')[self.prompts]}_embeds", embeds)
            self.prompts += 1
            return embeds, mask

        return wrapped

    def vae_encoding(self, call):
        def wrapped(x, *args, **kwargs):
            encoded = call(x, *args, **kwargs)
            self.save("vae_enc_moments", encoded.latent_dist.parameters)
            return encoded

        return wrapped

    def vae_decoding(self, call):
        def wrapped(z, *args, **kwargs):
            decoded = call(z, *args, **kwargs)
            self.save("vae_dec_in", z)
            self.save("vae_dec_out", decoded[0])
            return decoded

        return wrapped

    def transforming(self, call):
        def wrapped(*args, **kwargs):
            output = call(*args, **kwargs)
            if self.calls == 0:
                self.save("steps/00_cond_out_full", output[0])
            self.calls += 1
            return output

        return wrapped

    def stepping(self, call):
        def wrapped(velocity, *args, **kwargs):
            self.step += 1
            result = call(velocity, *args, **kwargs)
            self.save(f"steps/{self.step:02d}_noise_pred", velocity)
            self.save(f"steps/{self.step:02d}_latents_out", result[0])
            return result

        return wrapped

    def block(self, index, output):
        if self.calls == 0:
            self.save(f"blocks/block{index}_txt", output[0])
            self.save(f"blocks/block{index}_img", output[1])


@torch.no_grad()
def main() -> None:
    folder = Path(sys.argv[1])
    for old in ("model", *CASES):
        shutil.rmtree(folder / old, ignore_errors=True)
    torch.set_num_threads(1)
    pipe = make_model(folder / "model")
    pipe.set_progress_bar_config(disable=True)
    recorder = Recorder(folder)
    cases = {name: run_case(pipe, name, case, recorder) for name, case in CASES.items()}
    texts = ["", " ", "two rings, 12 of them", "图像标注器。", "naïve 🎨\n\nend", "<|im_start|>user\nhi<|im_end|>"]
    tokens = [{"text": text, "ids": pipe.tokenizer(text)["input_ids"]} for text in texts]
    manifest = {"cases": cases, "tokenizer": tokens, "files": recorder.files}
    (folder / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False, indent=1) + "\n", encoding="utf8")


main()
