"""Names of TeX and the characters that they stand for."""
# ruff: noqa: RUF001  # the characters of mathematics look like letters

from typing import Final


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_NAMED: Final = _words("""
alpha α beta β gamma γ delta δ epsilon ε varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι kappa κ
lambda λ mu μ nu ν xi ξ pi π rho ρ sigma σ varsigma ς tau τ upsilon υ phi φ varphi φ chi χ psi ψ
omega ω Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Upsilon Υ Phi Φ Psi Ψ Omega Ω
sum ∑ prod ∏ int ∫ oint ∮ partial ∂ nabla ∇ infty ∞ sqrt[] √ pm ± mp ∓ times × div ÷ cdot · ast ∗
star ⋆ circ ∘ bullet • oplus ⊕ otimes ⊗ odot ⊙ cap ∩ cup ∪ setminus ∖ wedge ∧ land ∧ vee ∨ lor ∨
neg ¬ lnot ¬ forall ∀ exists ∃ in ∈ notin ∉ ni ∋ subset ⊂ subseteq ⊆ supset ⊃ supseteq ⊇
lt &lt; gt &gt; emptyset ∅ varnothing ∅ le ≤ leq ≤ ge ≥ geq ≥ ll ≪ gg ≫ ne ≠ neq ≠ approx ≈ sim ∼
simeq ≃ cong ≅ equiv ≡ propto ∝
mid | parallel ∥ perp ⊥ to → rightarrow → leftarrow ← leftrightarrow ↔
Rightarrow ⇒ Leftarrow ⇐ Leftrightarrow ⇔ implies ⇒ iff ⇔ mapsto ↦ uparrow ↑ downarrow ↓ gets ←
langle ⟨ rangle ⟩ lfloor ⌊ rfloor ⌋ lceil ⌈ rceil ⌉ lVert ‖ rVert ‖ Vert ‖ lvert | rvert | vert |
ldots … cdots ⋯ dots … vdots ⋮ ddots ⋱ prime ′ ell ℓ hbar ℏ Re ℜ Im ℑ aleph ℵ angle ∠ degree °
top ⊤ bot ⊥ vdash ⊢ models ⊨ colon : lbrace { rbrace } backslash ∖ dagger †
checkmark ✓ therefore ∴
because ∵ triangle △ square □ blacksquare ■ triangleq ≜ coloneqq ≔ lesssim ≲ gtrsim ≳ prec ≺ succ ≻
""")

SYMBOLS: Final = {
    **dict(zip(_NAMED[::2], _NAMED[1::2], strict=True)),
    "|": "‖",
    "\\": "<br>",
}
"""Commands that are one character."""

FUNCTIONS: Final = frozenset(
    _words(
        "log ln lg exp sin cos tan cot sec csc sinh cosh tanh arcsin arccos arctan max min sup inf "
        "lim limsup liminf arg argmax argmin det dim ker deg gcd hom Pr softmax sigmoid mod bmod"
    )
)
"""Names that are set as words."""

ACCENTS: Final = {
    "hat": "\u0302",
    "widehat": "\u0302",
    "bar": "\u0304",
    "overline": "\u0304",
    "tilde": "\u0303",
    "widetilde": "\u0303",
    "vec": "\u20d7",
    "dot": "\u0307",
    "ddot": "\u0308",
}
"""Combining characters, which follow their letter."""

PLAIN: Final = frozenset(
    _words(
        "text mathrm operatorname operatorname* mathit mathsf mathtt mathcal mathscr mathfrak "
        "textit textrm mbox underline boxed hbox underbrace overbrace"
    )
)
"""Their argument is shown as it is."""

SILENT: Final = frozenset(
    _words(
        "left right big Big bigg Bigg bigl bigr Bigl Bigr limits nolimits displaystyle textstyle "
        "scriptstyle mathstrut nonumber notag"
    )
)
"""They say how to set the formula."""

BLACKBOARD: Final = dict(zip("RNZQCEPIFHKD1", "ℝℕℤℚℂ𝔼ℙ𝕀𝔽ℍ𝕂𝔻𝟙", strict=True))
"""Letters of sets and of expectations."""
