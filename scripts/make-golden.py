"""Makes golden sets, each a tiny random checkpoint of the Qwen-Image-Layered family, and what diffusers gives for it.

    pip install diffusers==0.42.1 transformers==5.23.0 torch torchvision pillow peft
    python scripts/make-golden.py test/golden
    python scripts/make-golden.py test/golden-still still
    python scripts/make-golden.py /tmp/wide wide          (then: npm run -s golden -- /tmp/wide)
    python scripts/make-golden.py /tmp/random random 5    (any number)

QwenImageLayeredPipeline.__call__ runs as it is, in float32 on the CPU, but for three things: the target area is divided,
captions are cut off early, and the noise is given. Every stage of it is written as .npy and listed in manifest.json.
The variants have other values wherever a configuration has one, and lie in files as other checkpoints do.
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
from golden.variants import VARIANTS, Variant, random_variant
from PIL import Image, ImageDraw
from safetensors.torch import save_file
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


def make_tokenizer(folder: Path, vocabulary: int) -> None:
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
    tokenizer.train_from_iterator([templates], trainers.BpeTrainer(vocab_size=vocabulary, initial_alphabet=alphabet))
    tokenizer.add_special_tokens([AddedToken(token, special=True, normalized=False) for token in SPECIAL])
    folder.mkdir(parents=True)
    tokenizer.save(str(folder / "tokenizer.json"))
    config = {"tokenizer_class": "Qwen2Tokenizer", "eos_token": "<|im_end|>", "pad_token": "<|endoftext|>"}
    (folder / "tokenizer_config.json").write_text(json.dumps(config))


def make_model(folder: Path, variant: type[Variant]) -> QwenImageLayeredPipeline:
    make_tokenizer(folder / "made", variant.vocabulary)
    tokenizer = Qwen2Tokenizer.from_pretrained(folder / "made")
    shutil.rmtree(folder / "made")
    token = {name: tokenizer.convert_tokens_to_ids(name) for name in SPECIAL}
    torch.manual_seed(7)
    text_encoder = Qwen2_5_VLForConditionalGeneration(
        Qwen2_5_VLConfig(
            text_config=dict(
                vocab_size=len(tokenizer) + 5, use_sliding_window=False, eos_token_id=token["<|im_end|>"],
                bos_token_id=token["<|endoftext|>"], pad_token_id=token["<|endoftext|>"], **variant.text,
            ),
            vision_config=variant.vision, image_token_id=token["<|image_pad|>"], video_token_id=token["<|video_pad|>"],
            vision_start_token_id=token["<|vision_start|>"], vision_end_token_id=token["<|vision_end|>"],
            tie_word_embeddings=variant.tied,
        )
    )  # fmt: skip
    text_encoder.generation_config.update(
        eos_token_id=[token["<|im_end|>"]], pad_token_id=token["<|endoftext|>"], **variant.generation
    )
    transformer = QwenImageTransformer2DModel(patch_size=2, **variant.transformer)
    vae = AutoencoderKLQwenImage(**variant.vae)
    scheduler = FlowMatchEulerDiscreteScheduler(**variant.scheduler)
    for name, module in {"text_encoder": text_encoder, "transformer": transformer, "vae": vae}.items():
        spread(module)
        module.to(variant.dtypes.get(name, torch.float32))
    processor = Qwen2VLProcessor(
        image_processor=Qwen2VLImageProcessor(**variant.image_processor),
        tokenizer=tokenizer, video_processor=Qwen2VLVideoProcessor(), chat_template=None,
    )  # fmt: skip
    pipeline = QwenImageLayeredPipeline(scheduler, vae, text_encoder, tokenizer, processor, transformer)
    pipeline.save_pretrained(folder)
    # In shards, as large checkpoints are.
    for component, size in variant.shards.items():
        shutil.rmtree(folder / component)
        getattr(pipeline, component).save_pretrained(folder / component, max_shard_size=size)
    variant.edit(folder)
    pipeline = QwenImageLayeredPipeline.from_pretrained(folder, torch_dtype=torch.float32)
    if variant.plain_tokenizer:
        plain_tokenizer(folder, tokenizer)
    if variant.lora:
        fuse_lora(pipeline, folder.parent / "lora.safetensors", **variant.lora)
    return pipeline


def fuse_lora(pipeline, path: Path, style: str, modules: list[str], rank: int, alpha: float, scale: float) -> None:
    """Writes a random LoRA and has diffusers merge it, by its own reading of the file."""
    # diffusers multiplies with alpha in the type of the file, and rounds.
    tensors, metadata, dtype = {}, None, torch.float32 if style == "kohya" else torch.bfloat16
    for index in range(len(pipeline.transformer.transformer_blocks)):
        for module in modules:
            name = f"transformer_blocks.{index}.{module}"
            outputs, inputs = pipeline.transformer.get_submodule(name).weight.shape
            down = torch.randn(rank, inputs, dtype=dtype) / inputs**0.5
            up = torch.randn(outputs, rank, dtype=dtype) / rank**0.5
            if style == "kohya":
                flat = "lora_unet_" + name.replace(".", "_")
                tensors[f"{flat}.alpha"] = torch.tensor(alpha)
                tensors |= {f"{flat}.lora_down.weight": down, f"{flat}.lora_up.weight": up}
            else:
                tensors |= {f"transformer.{name}.lora_A.weight": down, f"transformer.{name}.lora_B.weight": up}
    if style == "peft":
        config = dict(r=rank, lora_alpha=alpha, target_modules=modules, bias="none", use_rslora=True)
        metadata = {"lora_adapter_metadata": json.dumps({f"transformer.{key}": value for key, value in config.items()})}
    save_file(tensors, path, metadata)
    pipeline.load_lora_weights(str(path))
    pipeline.fuse_lora(lora_scale=scale)
    pipeline.unload_lora_weights()


def plain_tokenizer(folder: Path, tokenizer: Qwen2Tokenizer) -> None:
    """The tokenizer as its vocabulary, its merges and its added tokens, as the published one is."""
    model = json.loads(tokenizer.backend_tokenizer.to_str())["model"]
    for place in ("tokenizer", "processor"):
        (folder / place / "tokenizer.json").unlink()
    (folder / "tokenizer/vocab.json").write_text(json.dumps(model["vocab"], ensure_ascii=False), encoding="utf8")
    merges = "\n".join(["#version: 0.2", *(" ".join(pair) for pair in model["merges"])])
    (folder / "tokenizer/merges.txt").write_text(merges + "\n", encoding="utf8")
    added = {token: tokenizer.convert_tokens_to_ids(token) for token in SPECIAL}
    (folder / "tokenizer/added_tokens.json").write_text(json.dumps(added))
    path = folder / "tokenizer/tokenizer_config.json"
    config = json.loads(path.read_text())
    config["added_tokens_decoder"] = {
        str(index): dict(content=token, special=True, normalized=False, lstrip=False, rstrip=False, single_word=False)
        for token, index in added.items()
    }
    path.write_text(json.dumps(config))


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
    channels, scale = pipe.vae.config.z_dim, pipe.vae_scale_factor
    shape = (1, case["layers"] + 1, channels, height // scale, width // scale)
    noise = torch.randn(shape, generator=torch.Generator().manual_seed(3))
    save("noise_unpacked", noise)
    packed = pipe._pack_latents(noise, 1, channels, height // scale, width // scale, case["layers"] + 1)
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
    name, *seed = sys.argv[2:] or ["test"]
    variant = random_variant(int(*seed)) if name == "random" else VARIANTS[name]
    for old in ("model", *variant.cases):
        shutil.rmtree(folder / old, ignore_errors=True)
    torch.set_num_threads(1)
    pipe = make_model(folder / "model", variant)
    pipe.set_progress_bar_config(disable=True)
    recorder = Recorder(folder)
    cases = {name: run_case(pipe, name, case, recorder) for name, case in variant.cases.items()}
    texts = ["", " ", "two rings, 12 of them", "图像标注器。", "naïve 🎨\n\nend", "<|im_start|>user\nhi<|im_end|>"]
    tokens = [{"text": text, "ids": pipe.tokenizer(text)["input_ids"]} for text in texts]
    manifest = {"cases": cases, "tokenizer": tokens, "files": recorder.files}
    if variant.lora:
        manifest["lora"] = {"file": "lora.safetensors", "scale": variant.lora["scale"]}
    (folder / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False, indent=1) + "\n", encoding="utf8")


main()
